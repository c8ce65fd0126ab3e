/** src/messages/*.txt: texts by their keys. scripts/build.js converts them to an object. */
declare module '*.txt' {
  const messages: Record<string, string>;
  export default messages;
}
