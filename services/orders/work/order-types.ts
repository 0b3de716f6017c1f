import type { FileType } from "errata/guards/upload";
import { z } from "zod";
import { jpeg, png } from "./file-types.ts";

/** Every type of order. */
export const orderTypes = ["images_to_pdf", "csv_to_json", "csv_to_xlsx", "inspect"] as const;

/** Type of an order. */
export type OrderType = (typeof orderTypes)[number];

/** Properties of a type of order. */
export interface OrderTypeInfo {
  /** Meaning of one unit of the quantity. */
  readonly unit: string;
  /** Returns how many files an order of a quantity needs. */
  readonly files: (quantity: number) => number;
  /** Accepted types of file; `table` for a table in text, `any` for every file. */
  readonly accept: readonly FileType[] | "table" | "any";
  /** Whether the result includes a file, not only a report. */
  readonly hasFile: boolean;
  /** Processing time limit, in milliseconds. */
  readonly deadlineMs: number;
  readonly options: z.ZodType<Record<string, unknown>>;
}

/** Quantity of an order. */
export const Quantity = z
  .number()
  .int()
  .min(1)
  .max(1_000_000)
  .describe("Images, files, or rows in thousands, depending on the type. The plan limits it further.");

const ImagesOptions = z
  .strictObject({
    pageSize: z
      .enum(["A4", "letter", "image"])
      .default("A4")
      .describe("Size of the pages. `image` makes each page as large as its image."),
    margin: z.number().min(0).max(144).default(36).describe("Margin around each image, in points."),
    title: z.string().max(200).optional().describe("Title of the document."),
  })
  .describe("Options of `images_to_pdf`.");

const Column = z.strictObject({
  type: z
    .enum(["string", "integer", "number", "boolean", "date"])
    .default("string")
    .describe("Type of the cells. Dates have the format 2026-02-28."),
  required: z.boolean().default(false).describe("Whether every row must have a value."),
});

const maxTypedColumns = 1_000;

const TableOptions = z
  .strictObject({
    delimiter: z
      .string()
      .regex(
        /^(auto|[^A-Za-z0-9"\r\n])$/,
        "Must be `auto`, or one character other than a letter, a digit or a quotation mark.",
      )
      .default("auto")
      .describe("The character between cells. `auto` detects a comma, a semicolon, a tab or a vertical bar."),
    columns: z
      .record(z.string().min(1).max(200), Column)
      .refine(
        (columns) => Object.keys(columns).length <= maxTypedColumns,
        `Must have at most ${maxTypedColumns} columns.`,
      )
      .meta({ maxProperties: maxTypedColumns })
      .default({})
      .describe("Columns by name. Columns that are not listed contain text."),
    wrongRows: z
      .enum(["fail", "skip"])
      .default("fail")
      .describe("`fail`: one wrong row fails the order. `skip`: wrong rows are omitted and listed in the report."),
  })
  .describe("Options of `csv_to_json` and `csv_to_xlsx`.");

const InspectOptions = z.strictObject({}).describe("Options of `inspect`, which has none.");

export type ImagesOptions = z.output<typeof ImagesOptions>;
export type TableOptions = z.output<typeof TableOptions>;
export type InspectOptions = z.output<typeof InspectOptions>;

/** The properties of each type of order. */
export const orderTypeInfo: Readonly<Record<OrderType, OrderTypeInfo>> = {
  images_to_pdf: {
    unit: "one image, one page",
    files: (quantity) => quantity,
    accept: [png, jpeg],
    hasFile: true,
    deadlineMs: 60_000,
    options: ImagesOptions,
  },
  csv_to_json: {
    unit: "1,000 rows or part of them",
    files: () => 1,
    accept: "table",
    hasFile: true,
    deadlineMs: 60_000,
    options: TableOptions,
  },
  csv_to_xlsx: {
    unit: "1,000 rows or part of them",
    files: () => 1,
    accept: "table",
    hasFile: true,
    deadlineMs: 60_000,
    options: TableOptions,
  },
  inspect: {
    unit: "one file",
    files: (quantity) => quantity,
    accept: "any",
    hasFile: false,
    deadlineMs: 30_000,
    options: InspectOptions,
  },
};

/** Returns JSON Schemas of the options of every type, for a member that has those of any type. */
export function optionsSchemas(io: "input" | "output"): object[] {
  return [ImagesOptions, TableOptions, InspectOptions].map((schema) => {
    const { $schema: _, ...json } = z.toJSONSchema(schema, { io });
    return json;
  });
}

/** Returns whether options are valid for at least one type of order. */
export function matchesAnyType(options: unknown): boolean {
  return orderTypes.some((type) => orderTypeInfo[type].options.safeParse(options).success);
}
