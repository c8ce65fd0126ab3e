import path from 'node:path';

/** @type {import('next').NextConfig} */
export default {
  // All that the app is made of lies in this repository.
  turbopack: { root: path.join(import.meta.dirname, '../../../..') },
};
