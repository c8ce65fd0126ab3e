import path from 'node:path';

/** @type {import('next').NextConfig} */
export default {
  // All files of the app are in this repository.
  turbopack: { root: path.join(import.meta.dirname, '../../../..') },
};
