/** A constraint that a database reported as violated, named as PostgreSQL names it. */
export interface ConstraintViolation {
  /** Name of the constraint, such as `customers_email_key`. */
  readonly constraint: string;
  /** Table of the constraint, if the database reports it. */
  readonly table?: string;
  /** Columns of the constraint, if the database reports them. */
  readonly columns?: readonly string[];
}

/** Drivers' errors are wrapped by query builders, and those by repositories; no deeper chain is searched. */
const maxCauses = 5;

/**
 * Returns the constraint that an error of a PostgreSQL or SQLite driver reports. Recognizes the error by its shape, five
 * causes deep.
 *
 * SQLite reports columns instead of constraints: "UNIQUE constraint failed: customers.partner_id, customers.email" becomes
 * `customers_partner_id_email_key`, which is the name that PostgreSQL generates.
 */
export function constraintViolation(thrown: unknown): ConstraintViolation | undefined {
  let error = thrown;
  for (let depth = 0; depth < maxCauses && typeof error === "object" && error !== null; depth += 1) {
    const violation = fromPostgres(error) ?? fromSqlite(error);
    if (violation !== undefined) return violation;
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

/** SQLSTATE class 23 is "integrity constraint violation". postgres.js and pg name the fields differently. */
function fromPostgres(error: DriverError): ConstraintViolation | undefined {
  if (typeof error.code !== "string" || !/^23(?:502|503|505|514|P01)$/.test(error.code)) return undefined;
  const table = error.table ?? error.table_name;
  const column = error.column ?? error.column_name;
  const constraint = error.constraint ?? error.constraint_name;
  const location = {
    ...(typeof table === "string" ? { table } : {}),
    ...(typeof column === "string" ? { columns: [column] } : {}),
  };
  if (typeof constraint === "string") return { constraint, ...location };
  if (typeof table === "string" && typeof column === "string")
    return { constraint: `${table}_${column}_not_null`, ...location };
  return undefined;
}

function fromSqlite(error: DriverError): ConstraintViolation | undefined {
  if (typeof error.code !== "string" || !error.code.startsWith("SQLITE_CONSTRAINT")) return undefined;
  const [, kind, rest = ""] = /(UNIQUE|CHECK|NOT NULL) constraint failed: (.+?)\s*$/s.exec(String(error.message)) ?? [];
  if (kind === undefined) return undefined;
  const index = /^index '(.+)'$/.exec(rest)?.[1];
  if (kind === "CHECK" || index !== undefined) return { constraint: index ?? rest };
  const qualified = rest.split(", ").map((column) => column.split("."));
  const table = qualified[0]?.[0] ?? "";
  const columns = qualified.map(([, column = ""]) => column);
  if (kind === "NOT NULL") return { constraint: `${table}_${columns.join("_")}_not_null`, table, columns };
  const isPrimaryKey = error.code === "SQLITE_CONSTRAINT_PRIMARYKEY";
  return { constraint: isPrimaryKey ? `${table}_pkey` : `${table}_${columns.join("_")}_key`, table, columns };
}
