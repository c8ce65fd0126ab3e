/** Style sheets as texts. scripts/build.js puts what they import into them. */
declare module '*.css' {
  const styles: string;
  export default styles;
}
