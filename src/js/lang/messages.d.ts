/** src/messages/*.txt: texts by their keys. scripts/build.js makes an object of them. */
declare module '*.txt' {
  const messages: Record<string, string>;
  export default messages;
}
