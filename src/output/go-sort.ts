/**
 * A copy of the items in the order in which Go's sort.Sort would leave them. It is not stable, and kubectl sorts with it:
 * where many objects are alike in what they are sorted by, only the same steps give the same order. They are those of
 * pattern-defeating quicksort (Orson Peters, arXiv:2106.05123) with the limits that Go has chosen.
 */
export function goSorted<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sorter = new Sorter([...items], less);
  sorter.quick(0, items.length, 32 - Math.clz32(items.length));
  return sorter.items;
}

const insertionAtMost = 12;
const nintherFrom = 50;
const shiftFrom = 50;
const mostShifts = 5;

class Sorter<T> {
  readonly items: T[];
  readonly #less: (a: T, b: T) => boolean;

  constructor(items: T[], less: (a: T, b: T) => boolean) {
    this.items = items;
    this.#less = less;
  }

  #before(i: number, j: number): boolean {
    return this.#less(this.items[i] as T, this.items[j] as T);
  }

  #swap(i: number, j: number): void {
    const kept = this.items[i] as T;
    this.items[i] = this.items[j] as T;
    this.items[j] = kept;
  }

  /** @param patience so many unbalanced pivots are borne before heapsort takes over */
  quick(from: number, to: number, patience: number): void {
    let balanced = true;
    let partitioned = true;
    while (to - from > insertionAtMost) {
      const length = to - from;
      if (patience === 0) return this.#heap(from, to);
      if (!balanced) {
        this.#scatter(from, to);
        patience--;
      }
      const chosen = this.#choosePivot(from, to);
      let { pivot } = chosen;
      if (chosen.order === 'falling') {
        this.#reverse(from, to);
        pivot = to - 1 - (pivot - from);
      }
      const mayBeSorted = balanced && partitioned && chosen.order !== 'unknown';
      if (mayBeSorted && this.#finishedByShifting(from, to)) return;
      if (from > 0 && !this.#before(from - 1, pivot)) {
        from = this.#partEqual(from, to, pivot);
        continue;
      }
      const { middle, untouched } = this.#part(from, to, pivot);
      partitioned = untouched;
      const [left, right] = [middle - from, to - middle];
      balanced = Math.min(left, right) >= Math.floor(length / 8);
      if (left < right) {
        this.quick(from, middle, patience);
        from = middle + 1;
      } else {
        this.quick(middle + 1, to, patience);
        to = middle;
      }
    }
    this.#insertion(from, to);
  }

  #insertion(from: number, to: number): void {
    for (let i = from + 1; i < to; i++) {
      for (let j = i; j > from && this.#before(j, j - 1); j--) this.#swap(j, j - 1);
    }
  }

  #heap(from: number, to: number): void {
    const size = to - from;
    for (let root = (size - 1) >> 1; root >= 0; root--) this.#sift(root, size, from);
    for (let end = size - 1; end >= 0; end--) {
      this.#swap(from, from + end);
      this.#sift(0, end, from);
    }
  }

  #sift(root: number, size: number, from: number): void {
    for (let child = 2 * root + 1; child < size; child = 2 * root + 1) {
      if (child + 1 < size && this.#before(from + child, from + child + 1)) child++;
      if (!this.#before(from + root, from + child)) return;
      this.#swap(from + root, from + child);
      root = child;
    }
  }

  /** Smaller ones before the pivot, the others behind it. */
  #part(from: number, to: number, pivot: number): { middle: number; untouched: boolean } {
    this.#swap(from, pivot);
    let [i, j] = [from + 1, to - 1];
    let swaps = 0;
    for (;;) {
      while (i <= j && this.#before(i, from)) i++;
      while (i <= j && !this.#before(j, from)) j--;
      if (i > j) break;
      this.#swap(i++, j--);
      swaps++;
    }
    this.#swap(j, from);
    return { middle: j, untouched: swaps === 0 };
  }

  /** Those equal to the pivot before those greater than it; there are no smaller ones. */
  #partEqual(from: number, to: number, pivot: number): number {
    this.#swap(from, pivot);
    let [i, j] = [from + 1, to - 1];
    for (;;) {
      while (i <= j && !this.#before(from, i)) i++;
      while (i <= j && this.#before(from, j)) j--;
      if (i > j) return i;
      this.#swap(i++, j--);
    }
  }

  /** True where all was in order but for a few, which have been shifted. */
  #finishedByShifting(from: number, to: number): boolean {
    let i = from + 1;
    for (let shifts = 0; shifts < mostShifts; shifts++) {
      while (i < to && !this.#before(i, i - 1)) i++;
      if (i === to) return true;
      if (to - from < shiftFrom) return false;
      this.#swap(i, i - 1);
      if (i - from >= 2) {
        for (let j = i - 1; j >= 1 && this.#before(j, j - 1); j--) this.#swap(j, j - 1);
      }
      if (to - i >= 2) {
        for (let j = i + 1; j < to && this.#before(j, j - 1); j++) this.#swap(j, j - 1);
      }
    }
    return false;
  }

  /** Breaks patterns up, with numbers that depend on the length alone (xorshift). */
  #scatter(from: number, to: number): void {
    const length = to - from;
    const mask = (1n << BigInt(32 - Math.clz32(length))) - 1n;
    let random = BigInt(length);
    const middle = from + Math.floor(length / 4) * 2;
    for (let at = middle - 1; at <= middle + 1; at++) {
      random = BigInt.asUintN(64, random ^ (random << 13n));
      random ^= random >> 7n;
      random = BigInt.asUintN(64, random ^ (random << 17n));
      const other = Number(random & mask);
      this.#swap(at, from + (other >= length ? other - length : other));
    }
  }

  #choosePivot(from: number, to: number): { pivot: number; order: 'rising' | 'falling' | 'unknown' } {
    const quarter = Math.floor((to - from) / 4);
    const swaps = { count: 0 };
    const [low, middle, high] = [1, 2, 3].map((part) => {
      const at = from + quarter * part;
      return to - from >= nintherFrom ? this.#median(at - 1, at, at + 1, swaps) : at;
    }) as [number, number, number];
    const pivot = this.#median(low, middle, high, swaps);
    return { pivot, order: swaps.count === 0 ? 'rising' : swaps.count === 12 ? 'falling' : 'unknown' };
  }

  #median(a: number, b: number, c: number, swaps: { count: number }): number {
    const ordered = (x: number, y: number): [number, number] => {
      if (!this.#before(y, x)) return [x, y];
      swaps.count++;
      return [y, x];
    };
    [a, b] = ordered(a, b);
    [b, c] = ordered(b, c);
    [a, b] = ordered(a, b);
    return b;
  }

  #reverse(from: number, to: number): void {
    for (let [i, j] = [from, to - 1]; i < j; i++, j--) this.#swap(i, j);
  }
}
