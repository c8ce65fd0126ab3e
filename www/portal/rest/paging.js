const PAGE_SIZE = 50;

/**
 * Selects a page. A start beyond the end selects the first page, and -1 the first rows without a
 * count.
 *
 * @template T
 * @param {T[]} rows
 * @param {number} start
 * @returns {{ page: T[], next?: number, total: number }}
 */
export function paginate(rows, start) {
  if (start === -1) return { page: rows.slice(0, PAGE_SIZE), total: 0 };
  const asked = Math.max(0, Math.floor(start / PAGE_SIZE)) * PAGE_SIZE;
  const offset = asked < rows.length ? asked : 0;
  const next = offset + PAGE_SIZE;
  return {
    page: rows.slice(offset, next),
    ...(next < rows.length ? { next } : {}),
    total: rows.length,
  };
}
