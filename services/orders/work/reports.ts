import { z } from "zod";
import type { OrderType } from "./order-types.ts";

/** The file of a completed order, in its report. */
const ResultFile = z.object({
  fileName: z.string().describe("Name of the file that a download has."),
  mediaType: z.string().describe("Media type of the file."),
  bytes: z.int().min(1).describe("Length in bytes."),
  sha256: z.string().describe("SHA-256 of the content, in hexadecimal."),
});

/** Report of `images_to_pdf`. */
const ImagesReport = z.object({
  pages: z.int().min(1).describe("Number of pages."),
  images: z
    .array(
      z.object({
        width: z.int().min(1).describe("Width in pixels, as displayed."),
        height: z.int().min(1).describe("Height in pixels, as displayed."),
      }),
    )
    .describe("The images, in the sequence of their upload."),
  file: ResultFile.describe("The document."),
});

/** A row that is not valid. The value is omitted, because it may be personal data. */
const WrongRow = z.object({
  line: z.int().min(1).describe("Line on which the row ends, from 1."),
  column: z.string().nullable().describe("Name of the column; null if the row as a whole is wrong."),
  problem: z.string().describe("The problem, in words."),
});

/** A row that is not valid. */
export type WrongRow = z.output<typeof WrongRow>;

/** Report of a table. */
const TableReport = z.object({
  rows: z.int().min(0).describe("Rows that were converted."),
  columns: z.array(z.string()).describe("Names of the columns, up to 10,000 characters."),
  columnCount: z.int().min(1).optional().describe("Number of columns, if `columns` does not list all of them."),
  wrongRows: z.int().min(0).describe("Rows that are not valid."),
  wrong: z.array(WrongRow).max(100).describe("Their problems, up to 100."),
  delimiter: z.string().nullable().describe("The character between cells; null if the table has one column."),
  file: ResultFile.describe("The converted table."),
});

/** Report of `inspect`. */
const InspectReport = z.object({
  files: z
    .array(
      z.object({
        fileName: z.string().describe("Name of the file."),
        bytes: z.int().min(0).describe("Length in bytes."),
        sha256: z.string().describe("SHA-256, in hexadecimal."),
        md5: z.string().describe("MD5, in hexadecimal."),
        crc32: z.string().describe("CRC-32, in hexadecimal."),
        detected: z.string().nullable().describe("Media type of the content; null if it is unknown."),
        extension: z.string().nullable().describe("Extension of the name, in lower case; null without one."),
        extensionFits: z
          .boolean()
          .nullable()
          .describe("Whether the extension matches the content; null if that cannot be known."),
        image: z
          .object({
            width: z.int().min(1).describe("Width in pixels."),
            height: z.int().min(1).describe("Height in pixels."),
            channels: z.int().min(1).describe("Number of color channels, including opacity."),
            hasAlpha: z.boolean().describe("Whether pixels have an opacity."),
          })
          .nullable()
          .optional()
          .describe("Size of an image; null if it was not decoded."),
        imageProblem: z.string().optional().describe("Why the image was not decoded."),
        text: z
          .object({
            characters: z.int().min(0).describe("Number of characters."),
            lines: z.int().min(0).describe("Number of lines."),
          })
          .optional()
          .describe("Length of a text in UTF-8."),
      }),
    )
    .describe("The files, in the sequence of their upload."),
});

/** The part of a table that was read before its order failed. */
export const FailureReport = TableReport.omit({ file: true })
  .extend({ missing: z.array(z.string()).describe("Columns in the options that the table lacks.") })
  .partial();

/** The part of a table that was read before its order failed. */
export type FailureReport = z.output<typeof FailureReport>;

const reportOf = <Type extends z.ZodType<OrderType>, Report extends z.ZodType>(type: Type, report: Report) =>
  z.object({
    orderId: z.string().describe("Id of the order."),
    type: type.describe("Type of the order."),
    units: z.int().min(1).describe("Units that were charged."),
    report: report.describe("What was done."),
  });

/** A report as the API returns it. */
export const ReportView = z
  .union([
    reportOf(z.literal("images_to_pdf"), ImagesReport),
    reportOf(z.enum(["csv_to_json", "csv_to_xlsx"]), TableReport),
    reportOf(z.literal("inspect"), InspectReport),
  ])
  .meta({ title: "Report" });
