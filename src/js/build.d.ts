/** What the build names itself, in url.js and in the module's file. */
declare const BUILD: string;
