import { z } from "zod";

/** Name of a document's file: what needs no quoting in a header, and is no path. */
export const FileName: z.ZodString = z
  .string()
  .regex(/^[A-Za-z0-9][\w .()-]{0,119}\.pdf$/, "Must be letters, digits, spaces or _ . ( ) -, and end in .pdf.");
