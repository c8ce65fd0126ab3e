/** Identifies the build of the module, in hexadecimal digits. scripts/build.js sets it in url.js. */
declare const BUILD_ID: string;
