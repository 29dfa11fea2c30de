/**
 * Everything there is, read `size` at a time in an order that nothing changes: `read` is given the last item of the part
 * before. What is left undone keeps its place without keeping what comes behind it from being looked at.
 */
export async function* readAll<T>(
  size: number,
  read: (after: T | undefined, size: number) => Promise<T[]>,
): AsyncGenerator<T> {
  let last: T | undefined;
  do {
    const items = await read(last, size);
    yield* items;
    last = items.length < size ? undefined : items.at(-1);
  } while (last !== undefined);
}
