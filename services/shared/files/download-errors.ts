import { z } from "zod";

/** Codes of the operations that download a file. They extend the published lists. */
export const downloadCodes = ["PRECONDITION_FAILED", "RANGE_NOT_SATISFIABLE"] as const;

/** Entries of `downloadCodes`, for the contracts of APIs with downloads. */
export const downloadErrors = {
  PRECONDITION_FAILED: {
    kind: "conflict",
    status: 412,
    when: "If-Match does not list the current ETag of the file. This code extends the published list.",
    message: "The file does not have the ETag that If-Match requires.",
    details: z.object({ etag: z.string().describe("Current ETag of the file.") }),
    remedy: { action: "reload", actor: "client", text: "Download the whole file again, without If-Match." },
  },
  RANGE_NOT_SATISFIABLE: {
    kind: "invalid_value",
    status: 416,
    when: "The requested range starts after the end of the file. This code extends the published list.",
    message: "The range lies outside the file, which has {bytes, number} bytes.",
    details: z.object({ bytes: z.number().describe("Size of the file in bytes.") }),
    headers: { "Content-Range": "bytes */{bytes}" },
    remedy: { action: "fix_request", actor: "developer", text: "Request a range that starts within the file." },
  },
} as const;
