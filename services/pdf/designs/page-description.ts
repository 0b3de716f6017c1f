import { z } from "zod";
import { boundedArray, oneOf } from "../fields.ts";
import { isTemplate } from "../render/template.ts";

const Template = z
  .string()
  .max(10_000)
  .refine(isTemplate, "Must have placeholders such as {{customer.name}}, and no other double braces.");
const Path = z.string().regex(/^[A-Za-z_]\w{0,63}(?:\.\w{1,64}){0,7}$/, "Must be a path such as order.lines.");
const Align = oneOf(["left", "center", "right"]).default("left");
/** A length in points, 72 to the inch. */
const Points = z.number().min(1).max(1_000);
const FontSize = z.number().min(4).max(144);

const Text = z.strictObject({
  type: z.literal("text"),
  text: Template,
  size: FontSize.default(11),
  bold: z.boolean().default(false),
  align: Align,
});

const Column = z.strictObject({
  header: Template,
  value: Template,
  /** Width relative to the other columns. */
  width: z.number().min(1).max(100).default(1),
  align: Align,
});

const Table = z.strictObject({
  type: z.literal("table"),
  /** Path of the list that contains the rows. */
  rows: Path,
  columns: boundedArray(Column, 12),
  size: FontSize.default(10),
});

const Image = z.strictObject({
  type: z.literal("image"),
  /** A PNG or JPEG in base64, directly or as a placeholder. It may start with `data:image/png;base64,`. */
  source: z.string().max(700_000).refine(isTemplate, "Must have no double braces except those of placeholders."),
  /** The height follows from the image. */
  width: Points,
  align: Align,
});

const Barcode = z.strictObject({
  type: z.literal("barcode"),
  symbology: oneOf(["code128", "code39", "ean13", "ean8", "itf14"]),
  value: Template,
  width: Points.default(180),
  height: Points.default(40),
  align: Align,
});

const Qr = z.strictObject({ type: z.literal("qr"), value: Template, size: Points.default(90), align: Align });

const Space = z.strictObject({ type: z.literal("space"), height: Points });

const PageBreak = z.strictObject({ type: z.literal("pageBreak") });

const AnyBlock = z.discriminatedUnion("type", [Text, Table, Image, Barcode, Qr, Space, PageBreak]);

/** The type is checked first, so that a wrong one is reported like any other field. */
const Typed = z.looseObject({ type: oneOf(AnyBlock.options.map(({ shape }) => shape.type.value)) });
const TypedBlock = Typed.pipe(AnyBlock as z.ZodType<z.output<typeof AnyBlock>, z.output<typeof Typed>>);

/** Types of blocks that take long to render. */
const costlyTypes: ReadonlySet<string> = new Set(["image", "barcode", "qr"]);

/** The blocks of a design from top to bottom. A block that does not fit is moved to the next page. */
export const PageDescription = z.strictObject({
  size: oneOf(["A4", "A5", "Letter"]).default("A4"),
  orientation: oneOf(["portrait", "landscape"]).default("portrait"),
  margin: z.number().min(0).max(200).default(56),
  blocks: boundedArray(TypedBlock, 500).refine(
    (blocks) => blocks.filter(({ type }) => costlyTypes.has(type)).length <= 50,
    { message: "Must not have more than 50 images and codes." },
  ),
});

/** A validated page description. */
export type PageDescription = z.output<typeof PageDescription>;

/** A block of a page description, by its type. */
export type Block<Type extends Blocks["type"] = Blocks["type"]> = Extract<Blocks, { type: Type }>;
type Blocks = PageDescription["blocks"][number];
