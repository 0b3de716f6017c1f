/** A constraint of a database that refused a change, by the name that PostgreSQL gives it. */
export interface BrokenConstraint {
  readonly constraint: string;
  readonly table?: string;
  readonly columns?: readonly string[];
}

/** How deep the chain of causes is searched: drivers are wrapped by query builders, those by repositories. */
const maxCauses = 5;

/**
 * Finds the constraint that a PostgreSQL or SQLite driver complains of, by the shape of its error alone.
 *
 * SQLite names columns instead of constraints: "UNIQUE constraint failed: customers.partner_id, customers.email" becomes
 * `customers_partner_id_email_key`, as PostgreSQL would have named it.
 */
export function brokenConstraint(thrown: unknown): BrokenConstraint | undefined {
  let error = thrown;
  for (let depth = 0; depth < maxCauses && typeof error === "object" && error !== null; depth += 1) {
    const found = fromPostgres(error) ?? fromSqlite(error);
    if (found !== undefined) return found;
    error = (error as { cause?: unknown }).cause;
  }
  return undefined;
}

interface DriverError {
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly constraint_name?: unknown;
  readonly table?: unknown;
  readonly table_name?: unknown;
  readonly column?: unknown;
  readonly column_name?: unknown;
  readonly message?: unknown;
}

/** Class 23 is "integrity constraint violation"; postgres.js and pg name its fields differently. */
function fromPostgres(error: DriverError): BrokenConstraint | undefined {
  if (typeof error.code !== "string" || !/^23(?:502|503|505|514|P01)$/.test(error.code)) return undefined;
  const table = error.table ?? error.table_name;
  const column = error.column ?? error.column_name;
  const named = error.constraint ?? error.constraint_name;
  const known = {
    ...(typeof table === "string" ? { table } : {}),
    ...(typeof column === "string" ? { columns: [column] } : {}),
  };
  if (typeof named === "string") return { constraint: named, ...known };
  if (typeof table === "string" && typeof column === "string")
    return { constraint: `${table}_${column}_not_null`, ...known };
  return undefined;
}

function fromSqlite(error: DriverError): BrokenConstraint | undefined {
  if (typeof error.code !== "string" || !error.code.startsWith("SQLITE_CONSTRAINT")) return undefined;
  const [, kind, rest = ""] = /(UNIQUE|CHECK|NOT NULL) constraint failed: (.+?)\s*$/s.exec(String(error.message)) ?? [];
  if (kind === undefined) return undefined;
  const index = /^index '(.+)'$/.exec(rest)?.[1];
  if (kind === "CHECK" || index !== undefined) return { constraint: index ?? rest };
  const places = rest.split(", ").map((place) => place.split("."));
  const table = places[0]?.[0] ?? "";
  const columns = places.map(([, column = ""]) => column);
  if (kind === "NOT NULL") return { constraint: `${table}_${columns.join("_")}_not_null`, table, columns };
  const isPrimary = error.code === "SQLITE_CONSTRAINT_PRIMARYKEY";
  return { constraint: isPrimary ? `${table}_pkey` : `${table}_${columns.join("_")}_key`, table, columns };
}
