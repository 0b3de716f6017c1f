import { defineErrorHandler } from "nitro";

/** The app's own error handler, which leaves other errors to the next. */
export default defineErrorHandler(({ message }) =>
  message === "stock system is in maintenance" ? Response.json({ maintenance: true }) : undefined,
);
