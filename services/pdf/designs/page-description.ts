import { z } from "zod";
import { boundedArray, oneOf } from "../fields.ts";
import { hasPageNumber, isTemplate } from "../render/template.ts";

const AnyTemplate = z
  .string()
  .max(10_000)
  .refine(
    isTemplate,
    "Must have placeholders such as {{customer.name}} or {{total | currency:EUR}}, and no other double braces.",
  );
const Template = AnyTemplate.refine(
  (text) => !hasPageNumber(text),
  "Must not have {{@page}} or {{@pages}}, which only blocks of the type text can have.",
);
const Path = z.string().regex(/^[A-Za-z_]\w{0,63}(?:\.\w{1,64}){0,7}$/, "Must be a path such as order.lines.");
const Align = oneOf(["start", "center", "end", "left", "right"])
  .default("start")
  .describe(
    "Position within the width of the page. `start` is left, or right in text that is written from right to left.",
  );
/** A length in points, 72 to the inch. */
const Points = z.number().min(1).max(1_000);
const FontSize = z.number().min(4).max(144);

/** Language of a document, as a BCP 47 tag. */
const Locale = z
  .string()
  .min(2)
  .max(35)
  .refine(isLocale, "Must be the tag of a language, such as de or pt-BR.")
  // Documents what the check implies, for clients that generate requests.
  .meta({ pattern: "^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$" })
  .describe(
    "Language of numbers, dates and currencies, as a BCP 47 tag such as de-CH. It also decides whether tables and text without letters run from right to left.",
  );

/** Time zone of a document, by its IANA name. */
const TimeZone = z
  .string()
  .min(1)
  .max(64)
  .refine(isTimeZone, "Must be the name of a time zone, such as Europe/Zurich.")
  .meta({ pattern: "^[A-Za-z0-9_+:/-]+$" })
  .describe("Time zone of dates that have a time, by its IANA name such as Europe/Zurich.");

/** Standard that a document conforms to. */
const Standard = oneOf(["PDF", "PDF/A-2b"]).describe("`PDF/A-2b` (ISO 19005-2) makes documents for archives.");

const Text = z.strictObject({
  type: z.literal("text"),
  text: AnyTemplate.describe(
    "The text. `{{path}}` is a variable, `{{sum(lines.price)}}` a total, `{{@page}}` the number of the page and `{{@pages}}` of all pages. A format follows a bar: `{{total | currency:EUR}}`, also `number:2`, `percent:1`, `date:long`, `time` or `datetime`.",
  ),
  size: FontSize.default(11).describe("Size of the font in points."),
  bold: z.boolean().default(false).describe("Whether the font is bold."),
  align: Align,
});

const Column = z.strictObject({
  header: Template.describe("Heading of the column."),
  value: Template.describe(
    "Text of a cell. Placeholders name members of the row, then variables. They can have formats.",
  ),
  total: Template.optional().describe(
    "Text below the column, in a last row: `{{sum(lines.price) | currency:EUR}}`. Without it the cell is empty.",
  ),
  width: z.number().min(1).max(100).default(1).describe("Width relative to the other columns."),
  align: Align,
});

const Table = z.strictObject({
  type: z.literal("table"),
  rows: Path.describe("Path of the list that contains the rows."),
  columns: boundedArray(Column, 12).describe("The columns from left to right."),
  size: FontSize.default(10).describe("Size of the font in points."),
});

const Image = z.strictObject({
  type: z.literal("image"),
  source: z
    .string()
    .max(700_000)
    .refine(isTemplate, "Must have no double braces except those of placeholders.")
    .describe("A PNG or JPEG in base64, directly or as a placeholder. It may start with `data:image/png;base64,`."),
  width: Points.describe("Width in points. The height follows from the image."),
  align: Align,
});

const Barcode = z.strictObject({
  type: z.literal("barcode"),
  symbology: oneOf(["code128", "code39", "ean13", "ean8", "itf14"]).describe("Kind of barcode."),
  value: Template.describe("The encoded text."),
  width: Points.default(180).describe("Width in points, including the empty space that scanners need on both sides."),
  height: Points.min(14).default(40).describe("Height of the bars in points."),
  showText: z.boolean().default(true).describe("Whether the value is printed below the bars."),
  align: Align,
});

const Qr = z.strictObject({
  type: z.literal("qr"),
  value: Template.describe("The encoded text."),
  size: Points.default(90).describe(
    "Width and height in points, including the empty space that scanners need around it.",
  ),
  align: Align,
});

const Space = z.strictObject({ type: z.literal("space"), height: Points.describe("Height in points.") });

const PageBreak = z.strictObject({ type: z.literal("pageBreak") });

const AnyBlock = z.discriminatedUnion("type", [Text, Table, Image, Barcode, Qr, Space, PageBreak]);
/** Blocks that can be repeated on every page. */
const RepeatedBlock = z.discriminatedUnion("type", [Text, Image, Barcode, Qr, Space]);

/** Checks the type of a block first, so that a wrong one is reported like any other field. */
function typed<Schema extends typeof AnyBlock | typeof RepeatedBlock>(
  schema: Schema,
): z.ZodType<z.output<Schema>, z.input<Schema>> {
  const types = schema.options.map(({ shape }) => shape.type.value);
  const withType = z.looseObject({ type: oneOf(types) });
  const checkType = (block: unknown, context: z.core.$RefinementCtx): unknown => {
    const { success, error } = withType.safeParse(block);
    if (success) return block;
    context.issues.push(...error.issues.map((issue) => ({ ...issue, input: block }) as z.core.$ZodRawIssue));
    return z.NEVER;
  };
  return z.preprocess(checkType, schema) as never;
}

/** Types of blocks that take long to render. */
const costlyTypes: ReadonlySet<string> = new Set(["image", "barcode", "qr"]);

/** The blocks of a design from top to bottom. A block that does not fit is moved to the next page. */
export const PageDescription = z.strictObject({
  size: oneOf(["A4", "A5", "Letter"]).default("A4").describe("Size of the pages."),
  orientation: oneOf(["portrait", "landscape"]).default("portrait").describe("Orientation of the pages."),
  margin: z.number().min(0).max(200).default(56).describe("Margin on all sides, in points."),
  blocks: boundedArray(typed(AnyBlock), 500)
    .refine((blocks) => blocks.filter(({ type }) => costlyTypes.has(type)).length <= 50, {
      message: "Must not have more than 50 images and codes.",
    })
    .describe("The blocks from top to bottom. A block that does not fit is moved to the next page."),
  header: boundedArray(typed(RepeatedBlock), 20)
    .optional()
    .describe("Blocks at the top of every page: text, images, codes and space."),
  footer: boundedArray(typed(RepeatedBlock), 20)
    .optional()
    .describe("Blocks at the bottom of every page: text, images, codes and space."),
  locale: Locale.default("en"),
  timeZone: TimeZone.default("UTC"),
  standard: Standard.default("PDF"),
});

/** Members of a page description that each document can replace. */
export const documentOptions = {
  locale: Locale.optional(),
  timeZone: TimeZone.optional(),
  standard: Standard.optional(),
};

/** Values of `documentOptions`. */
export type DocumentOptions = {
  readonly [Member in keyof typeof documentOptions]?: PageDescription[Member] | undefined;
};

/** A validated page description. */
export type PageDescription = z.output<typeof PageDescription>;

/** A block of a page description, by its type. */
export type Block<Type extends Blocks["type"] = Blocks["type"]> = Extract<Blocks, { type: Type }>;
type Blocks = PageDescription["blocks"][number];

function isLocale(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length === 1;
  } catch {
    return false;
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
