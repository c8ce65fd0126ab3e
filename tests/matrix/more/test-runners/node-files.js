import { Blob, File } from 'node:buffer';

Object.assign(globalThis, { Blob, File });
