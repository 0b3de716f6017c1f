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

const ImagesOptions = z.strictObject({
  pageSize: z.enum(["A4", "letter", "image"]).default("A4"),
  /** Margin around each image, in points. */
  margin: z.number().min(0).max(144).default(36),
  title: z.string().max(200).optional(),
});

/** Type of the cells in one column. */
const Column = z.strictObject({
  type: z.enum(["string", "integer", "number", "boolean", "date"]).default("string"),
  required: z.boolean().default(false),
});

const TableOptions = z.strictObject({
  /** The character between cells; `auto` detects it. */
  delimiter: z.enum(["auto", ",", ";", "\t", "|"]).default("auto"),
  /** Columns by name. Columns that are not listed contain text. */
  columns: z.record(z.string().min(1).max(200), Column).default({}),
  /** `fail`: one wrong row fails the order; `skip`: wrong rows are omitted and listed in the report. */
  wrongRows: z.enum(["fail", "skip"]).default("fail"),
});

const InspectOptions = z.strictObject({});

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

/** Returns whether options are valid for at least one type of order. */
export function matchesAnyType(options: unknown): boolean {
  return orderTypes.some((type) => orderTypeInfo[type].options.safeParse(options).success);
}
