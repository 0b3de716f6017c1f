import type { HanStyle } from "./font-files.ts";

/** Direction of a text. */
export type Direction = "ltr" | "rtl";

/** Alignment on the page, whatever the direction of the text. */
export type Side = "left" | "center" | "right";

/** The data of `document.typ`. Lengths are in points. */
export interface TypstData {
  readonly title: string;
  readonly date: Readonly<Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>>;
  /** Width, height and margin of the pages. */
  readonly page: readonly [width: number, height: number, margin: number];
  readonly lang: string;
  readonly region: string | null;
  readonly dir: Direction;
  readonly font: HanStyle;
  /** Families of fonts in the order in which they are tried. */
  readonly fonts: Readonly<Record<HanStyle, readonly string[]>>;
  /** The numbers of the pages from 1, formatted. */
  readonly pageNumbers: readonly string[];
  readonly header: readonly TypstBlock[];
  readonly footer: readonly TypstBlock[];
  readonly body: readonly TypstBlock[];
}

/** Lines of a text that have the same direction. */
export interface TextRun {
  readonly dir: Direction;
  readonly font: HanStyle;
  /** Whether no character of the text combines with another. */
  readonly isSimple: boolean;
  readonly parts: readonly (string | { readonly number: "@page" | "@pages" })[];
}

/** A text with its style. */
export interface StyledText {
  readonly size: number;
  readonly isBold: boolean;
  readonly runs: readonly TextRun[];
}

/** A cell: a text in the table's own direction and font, or runs. */
export type TypstCell = string | { readonly runs: readonly TextRun[]; readonly isWhole: boolean };

/** A table. */
export interface TypstTable {
  readonly type: "table";
  readonly size: number;
  readonly columns: readonly { readonly width: number; readonly align: Side }[];
  readonly header: readonly TypstCell[];
  readonly rows: readonly (readonly TypstCell[])[];
  /** Height of each row from the header to the totals; 0 if it depends on the text. Known heights save half of the time. */
  readonly heights: readonly number[];
  /** Cells of the last row, if the table has totals. */
  readonly total: readonly TypstCell[] | null;
}

/** A block with all its templates filled. `sides` has the side of each run. */
export type TypstBlock =
  | ({ readonly type: "text"; readonly sides: readonly Side[] } & StyledText)
  | TypstTable
  | TypstImage
  | TypstCode
  | { readonly type: "space"; readonly height: number }
  | { readonly type: "pageBreak" };

/** An image of known size. */
export interface TypstImage {
  readonly type: "image";
  readonly align: Side;
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** A code as a vector image, with a text below it if there is one. */
export interface TypstCode {
  readonly type: "code";
  readonly align: Side;
  readonly svg: string;
  /** Part of the width that is in the margin of the page. */
  readonly outset: number;
  readonly width: number;
  readonly height: number;
  readonly caption: StyledText | null;
}
