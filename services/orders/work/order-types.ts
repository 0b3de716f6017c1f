import type { FileType } from "errata/guards/upload";
import { z } from "zod";
import { jpeg, png } from "./file-types.ts";

/** Every type of order. */
export const orderTypes = ["images_to_pdf", "csv_to_json", "csv_to_xlsx", "inspect"] as const;

/** What an order does. */
export type OrderType = (typeof orderTypes)[number];

/** What is known of a type of order before any work is done. */
export interface TypeFacts {
  /** What one unit of its quantity is. */
  readonly unit: string;
  /** Files that an order of a quantity needs. */
  readonly files: (quantity: number) => number;
  /** Types of file that it takes: `table` for a table as text, `any` for anything. */
  readonly accept: readonly FileType[] | "table" | "any";
  /** Whether it yields a file, beside its report. */
  readonly hasFile: boolean;
  /** Longest processing, in milliseconds. */
  readonly deadlineMs: number;
  readonly options: z.ZodType<Record<string, unknown>>;
}

const ImagesOptions = z.strictObject({
  pageSize: z.enum(["A4", "letter", "image"]).default("A4"),
  /** Space around each image, in points. */
  margin: z.number().min(0).max(144).default(36),
  title: z.string().max(200).optional(),
});

/** One column of a table and what its cells must hold. */
const Column = z.strictObject({
  type: z.enum(["string", "integer", "number", "boolean", "date"]).default("string"),
  required: z.boolean().default(false),
});

const TableOptions = z.strictObject({
  delimiter: z.enum([",", ";", "\t", "|"]).default(","),
  /** Columns by name; those that are not named hold text. */
  columns: z.record(z.string().min(1).max(200), Column).default({}),
  /** `fail`: one wrong row fails the order; `skip`: wrong rows are left out, and listed in the report. */
  wrongRows: z.enum(["fail", "skip"]).default("fail"),
});

const InspectOptions = z.strictObject({});

export type ImagesOptions = z.output<typeof ImagesOptions>;
export type TableOptions = z.output<typeof TableOptions>;
export type InspectOptions = z.output<typeof InspectOptions>;

/** Everything that differs from one type of order to another, but for the work itself. */
export const factsOf: Readonly<Record<OrderType, TypeFacts>> = {
  images_to_pdf: {
    unit: "one image, one page",
    files: (quantity) => quantity,
    accept: [png, jpeg],
    hasFile: true,
    deadlineMs: 60_000,
    options: ImagesOptions,
  },
  csv_to_json: {
    unit: "1,000 rows begun",
    files: () => 1,
    accept: "table",
    hasFile: true,
    deadlineMs: 60_000,
    options: TableOptions,
  },
  csv_to_xlsx: {
    unit: "1,000 rows begun",
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

/** Reads options that are good for some type of order. @returns undefined where they are good for none */
export function fitsAnyType(options: unknown): boolean {
  return orderTypes.some((type) => factsOf[type].options.safeParse(options).success);
}
