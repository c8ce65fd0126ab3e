/** The WebAssembly module, which the build writes into module.js. */
export function bytes(): Uint8Array<ArrayBuffer>;
