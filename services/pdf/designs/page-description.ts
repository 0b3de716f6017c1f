import { z } from "zod";
import { oneOf } from "../one-of.ts";
import { isTemplate } from "../render/template.ts";

const Template = z
  .string()
  .max(10_000)
  .refine(isTemplate, "Must have placeholders such as {{customer.name}}, and no other double braces.");
const Path = z.string().regex(/^[A-Za-z_]\w{0,63}(?:\.\w{1,64}){0,7}$/, "Must be a path such as order.lines.");
const Align = oneOf(["left", "center", "right"]).default("left");
/** Lengths are points: 72 to the inch. */
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
  /** Share of the width, beside the other columns'. */
  width: z.number().min(1).max(100).default(1),
  align: Align,
});

const Table = z.strictObject({
  type: z.literal("table"),
  /** Path of the variable that has a row in each item. */
  rows: Path,
  columns: z.array(Column).min(1).max(12),
  size: FontSize.default(10),
});

const Image = z.strictObject({
  type: z.literal("image"),
  /** A PNG or JPEG in base64, as it stands or in a variable; `data:image/png;base64,` before it is allowed. */
  source: z.string().max(700_000).refine(isTemplate, "Must have no double braces but those of placeholders."),
  /** The height follows from the picture. */
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

/** The type first, so that it is told as any other field what is wrong with it. */
const Typed = z.looseObject({ type: oneOf(AnyBlock.options.map(({ shape }) => shape.type.value)) });
const AnyTyped = Typed.pipe(AnyBlock as z.ZodType<z.output<typeof AnyBlock>, z.output<typeof Typed>>);

/** Blocks that take longer than their text is long. */
const isCostly: ReadonlySet<string> = new Set(["image", "barcode", "qr"]);

/** What stands on the pages of a design, from top to bottom; what does not fit goes on the next page. */
export const PageDescription = z.strictObject({
  size: oneOf(["A4", "A5", "Letter"]).default("A4"),
  orientation: oneOf(["portrait", "landscape"]).default("portrait"),
  margin: z.number().min(0).max(200).default(56),
  blocks: z
    .array(AnyTyped)
    .min(1)
    .max(500)
    .refine((blocks) => blocks.filter(({ type }) => isCostly.has(type)).length <= 50, {
      message: "Must not have more than 50 pictures and codes.",
    }),
});

/** A page description, checked. */
export type PageDescription = z.output<typeof PageDescription>;

/** One block of a page description, by its type. */
export type Block<Type extends Blocks["type"] = Blocks["type"]> = Extract<Blocks, { type: Type }>;
type Blocks = PageDescription["blocks"][number];
