import { readdirSync, readFileSync } from "node:fs";

/** One guide of the library, or one page of its API reference. */
export interface Guide {
  /** Name of its file without the extension; "" for the list of guides, and below `api/` for the API reference. */
  readonly name: string;
  readonly title: string;
  readonly markdown: string;
}

/** Guides with one subject. */
export interface GuideGroup {
  readonly title: string;
  readonly guides: readonly Pick<Guide, "name" | "title">[];
}

const root = new URL("../../../", import.meta.url);

/** Reads the guides, the list of them first. */
export function readGuides(): readonly Guide[] {
  const folder = new URL("docs/", root);
  const files = readdirSync(folder).filter((file) => file.endsWith(".md"));
  const guides = files.map((file): Guide => {
    const markdown = readFileSync(new URL(file, folder), "utf8");
    const name = file === "README.md" ? "" : file.slice(0, -".md".length);
    return { name, title: titleOf(markdown, name), markdown };
  });
  return guides.sort((one, other) => one.name.localeCompare(other.name));
}

/** Returns the path of a guide's page. */
export function guidePath(name: string): string {
  return `/docs/errata/${name}`;
}

/** Returns the title of a page in Markdown. */
export function titleOf(markdown: string, name: string): string {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? name;
}

/** Groups the guides by the sections of their list, in its order. Guides that it does not mention follow. */
export function guideGroups(guides: readonly Guide[]): readonly GuideGroup[] {
  const list = guides.find(({ name }) => name === "");
  const named = new Map(guides.map((guide) => [guide.name, guide]));
  const groups = (list?.markdown ?? "").split(/^## /m).map((section, index): GuideGroup => {
    const names = [...section.matchAll(/\]\(([\w-]+)\.md\)/g)].map(([, name = ""]) => name);
    const found = names.flatMap((name) => named.get(name) ?? []);
    for (const name of names) named.delete(name);
    return { title: index === 0 ? "Start" : (section.split("\n", 1)[0] ?? ""), guides: found };
  });
  named.delete("");
  return [...groups, { title: "More", guides: [...named.values()] }].filter((group) => group.guides.length > 0);
}

/** Returns the entry points of the library, `errata/client`, by the folder of their source: `src/client`. */
export function entryPoints(): ReadonlyMap<string, string> {
  const { exports } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
    readonly exports: Readonly<Record<string, { readonly "errata-source"?: string }>>;
  };
  return new Map(
    Object.entries(exports).flatMap(([path, { "errata-source": source }]) =>
      source === undefined ? [] : [[source.replace(/^\.\/|\/index\.ts$/g, ""), path.replace(".", "errata")]],
    ),
  );
}
