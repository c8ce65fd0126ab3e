/** The bytes of the WebAssembly module. scripts/build.js writes module.js. */
export function bytes(): Uint8Array<ArrayBuffer>;
