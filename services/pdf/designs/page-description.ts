import { z } from "zod";
import { boundedArray, oneOf } from "../fields.ts";
import { isTemplate } from "../render/template.ts";

const Template = z
  .string()
  .max(10_000)
  .refine(isTemplate, "Must have placeholders such as {{customer.name}}, and no other double braces.");
const Path = z.string().regex(/^[A-Za-z_]\w{0,63}(?:\.\w{1,64}){0,7}$/, "Must be a path such as order.lines.");
const Align = oneOf(["left", "center", "right"]).default("left").describe("Position within the width of the page.");
/** A length in points, 72 to the inch. */
const Points = z.number().min(1).max(1_000);
const FontSize = z.number().min(4).max(144);

const Text = z.strictObject({
  type: z.literal("text"),
  text: Template.describe("The text."),
  size: FontSize.default(11).describe("Size of the font in points."),
  bold: z.boolean().default(false).describe("Whether the font is bold."),
  align: Align,
});

const Column = z.strictObject({
  header: Template.describe("Heading of the column."),
  value: Template.describe("Text of a cell. Placeholders name members of the row, then variables."),
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
  width: Points.default(180).describe("Width in points."),
  height: Points.default(40).describe("Height in points."),
  align: Align,
});

const Qr = z.strictObject({
  type: z.literal("qr"),
  value: Template.describe("The encoded text."),
  size: Points.default(90).describe("Width and height in points."),
  align: Align,
});

const Space = z.strictObject({ type: z.literal("space"), height: Points.describe("Height in points.") });

const PageBreak = z.strictObject({ type: z.literal("pageBreak") });

const AnyBlock = z.discriminatedUnion("type", [Text, Table, Image, Barcode, Qr, Space, PageBreak]);

/** The type is checked first, so that a wrong one is reported like any other field. */
const Typed = z.looseObject({ type: oneOf(AnyBlock.options.map(({ shape }) => shape.type.value)) });
const TypedBlock = z.preprocess((block, context) => {
  const { success, error } = Typed.safeParse(block);
  if (success) return block;
  context.issues.push(...error.issues.map((issue) => ({ ...issue, input: block }) as z.core.$ZodRawIssue));
  return z.NEVER;
}, AnyBlock);

/** Types of blocks that take long to render. */
const costlyTypes: ReadonlySet<string> = new Set(["image", "barcode", "qr"]);

/** The blocks of a design from top to bottom. A block that does not fit is moved to the next page. */
export const PageDescription = z.strictObject({
  size: oneOf(["A4", "A5", "Letter"]).default("A4").describe("Size of the pages."),
  orientation: oneOf(["portrait", "landscape"]).default("portrait").describe("Orientation of the pages."),
  margin: z.number().min(0).max(200).default(56).describe("Margin on all sides, in points."),
  blocks: boundedArray(TypedBlock, 500)
    .refine((blocks) => blocks.filter(({ type }) => costlyTypes.has(type)).length <= 50, {
      message: "Must not have more than 50 images and codes.",
    })
    .describe("The blocks from top to bottom. A block that does not fit is moved to the next page."),
});

/** A validated page description. */
export type PageDescription = z.output<typeof PageDescription>;

/** A block of a page description, by its type. */
export type Block<Type extends Blocks["type"] = Blocks["type"]> = Extract<Blocks, { type: Type }>;
type Blocks = PageDescription["blocks"][number];
