import type { TransactionSql } from "errata/store";

/** Returns the first response of a request, with its secret if it has one. */
export async function finishResponse<Data extends object>(
  _: TransactionSql,
  data: Data,
  options: { readonly secret?: Readonly<Record<string, unknown>> } = {},
): Promise<Data & { readonly secret: string }> {
  return { ...data, secret: String(options.secret?.secret ?? "none") };
}
