import type { TextBlock } from "../../document/block.ts";

/** The items of nested lists: which one is around another, and which are within it. It looks at each item once. */
export class Outline {
  readonly #items: readonly TextBlock[];
  readonly #places = new Map<number, number>();
  /** Index of the item around each, by index. */
  readonly #above: (number | undefined)[] = [];
  /** Index after the last item within each, by index. */
  readonly #ends: number[] = [];

  constructor(items: readonly TextBlock[]) {
    this.#items = items;
    const open: number[] = [];
    const close = (depth: number, end: number): void => {
      while (open.length > 0 && depthOf(items[open.at(-1) ?? 0]) >= depth) this.#ends[open.pop() ?? 0] = end;
    };
    for (const [index, item] of items.entries()) {
      close(depthOf(item), index);
      this.#above.push(open.at(-1));
      this.#places.set(item.offset, index);
      open.push(index);
    }
    close(0, items.length);
  }

  /** Returns the item around another; undefined for one of the outermost list. */
  above({ offset }: TextBlock): TextBlock | undefined {
    const above = this.#above[this.#places.get(offset) ?? -1];
    return above === undefined ? undefined : this.#items[above];
  }

  /** Returns the items within the one at an offset. */
  within(offset: number): readonly TextBlock[] {
    const place = this.#places.get(offset);
    return place === undefined ? [] : this.#items.slice(place + 1, this.#ends[place]);
  }

  /** Returns the items behind another, in its list and within it, up to one that ends them. */
  until({ offset, depth = 0 }: TextBlock, isEnd: (item: TextBlock) => boolean): readonly TextBlock[] {
    const from = (this.#places.get(offset) ?? this.#items.length) + 1;
    let end = from;
    for (
      let item = this.#items[end];
      item !== undefined && !isEnd(item) && depthOf(item) >= depth;
      item = this.#items[end]
    )
      end += 1;
    return this.#items.slice(from, end);
  }
}

function depthOf(item: TextBlock | undefined): number {
  return item?.depth ?? 0;
}
