import type { Migrations } from "errata/store";
import { keepTotals } from "../../shared/totals/index.ts";

/** Names of the totals. Those in rows of customers and studies begin with `total_`; `bytes` are of instances and reports. */
const counted = ["studies", "instances", "reports", "bytes"] as const;

type Counted = (typeof counted)[number];

/** Adds a row of a customer to the totals of its partner and its state; `sign` is `-` to subtract it. */
function addToPartner(row: "NEW" | "OLD", sign: "" | "-"): string {
  const values = counted.map((name) => `${sign}${row}.total_${name}`).join(", ");
  const sums = ["customers", ...counted]
    .map((name) => `${name} = imaging_totals.${name} + excluded.${name}`)
    .join(", ");
  return `INSERT INTO imaging_totals (partner_id, state, customers, ${counted.join(", ")})
    VALUES (${row}.partner_id, ${row}.state, ${sign}1, ${values})
    ON CONFLICT (partner_id, state) DO UPDATE SET ${sums}`;
}

/** Changes the totals of a customer by an amount each. */
function addToCustomer(id: string, amounts: Readonly<Partial<Record<Counted, string>>>): string {
  const sums = Object.entries(amounts).map(([name, amount]) => `total_${name} = total_${name} + ${amount}`);
  return `UPDATE imaging_customers SET ${sums.join(", ")} WHERE id = ${id}`;
}

function addToStudy(row: "NEW" | "OLD", sign: "+" | "-"): string {
  return `UPDATE imaging_studies SET total_instances = total_instances ${sign} 1, total_bytes = total_bytes ${sign} ${row}.bytes WHERE id = ${row}.study_id`;
}

/**
 * The step of the migrations that counts what partners use. An instance counts in its study, a study and a report in their
 * customer, and a customer in its partner, by state.
 */
export const usageTotals: Migrations["steps"][number] = [
  `ALTER TABLE imaging_studies ADD COLUMN total_instances BIGINT NOT NULL DEFAULT 0`,
  `ALTER TABLE imaging_studies ADD COLUMN total_bytes BIGINT NOT NULL DEFAULT 0`,
  ...counted.map((name) => `ALTER TABLE imaging_customers ADD COLUMN total_${name} BIGINT NOT NULL DEFAULT 0`),
  `CREATE TABLE imaging_totals (
    partner_id TEXT NOT NULL,
    state TEXT NOT NULL,
    customers BIGINT NOT NULL,
    studies BIGINT NOT NULL,
    instances BIGINT NOT NULL,
    reports BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (partner_id, state)
  )`,
  // At once, because the study is locked anyway, and can be deleted later in the same transaction.
  ...keepTotals({
    ...{ name: "imaging_instances_inserted", table: "imaging_instances", event: "INSERT", at: "statement" },
    statements: () => [addToStudy("NEW", "+")],
  }),
  ...keepTotals({
    ...{ name: "imaging_instances_deleted", table: "imaging_instances", event: "DELETE", at: "statement" },
    statements: () => [addToStudy("OLD", "-")],
  }),
  ...keepTotals({
    ...{ name: "imaging_reports_inserted", table: "imaging_reports", event: "INSERT" },
    statements: () => [addToCustomer("NEW.customer_id", { reports: "1", bytes: "NEW.bytes" })],
  }),
  ...keepTotals({
    ...{ name: "imaging_reports_deleted", table: "imaging_reports", event: "DELETE" },
    statements: () => [addToCustomer("OLD.customer_id", { reports: "(-1)", bytes: "(-OLD.bytes)" })],
  }),
  // Counts existing rows before the triggers exist that would count them again. The tables are locked by then.
  `UPDATE imaging_studies SET
    total_instances = (SELECT COUNT(*) FROM imaging_instances WHERE study_id = imaging_studies.id),
    total_bytes = (SELECT COALESCE(SUM(bytes), 0) FROM imaging_instances WHERE study_id = imaging_studies.id)`,
  ...keepTotals({
    ...{ name: "imaging_studies_inserted", table: "imaging_studies", event: "INSERT" },
    statements: () => [
      addToCustomer("NEW.customer_id", { studies: "1", instances: "NEW.total_instances", bytes: "NEW.total_bytes" }),
    ],
  }),
  ...keepTotals({
    ...{ name: "imaging_studies_changed", table: "imaging_studies", event: "UPDATE OF total_instances, total_bytes" },
    statements: () => [
      addToCustomer("NEW.customer_id", {
        instances: "NEW.total_instances - OLD.total_instances",
        bytes: "NEW.total_bytes - OLD.total_bytes",
      }),
    ],
  }),
  ...keepTotals({
    ...{ name: "imaging_studies_deleted", table: "imaging_studies", event: "DELETE" },
    statements: () => [
      addToCustomer("OLD.customer_id", {
        studies: "(-1)",
        instances: "(-OLD.total_instances)",
        bytes: "(-OLD.total_bytes)",
      }),
    ],
  }),
  `UPDATE imaging_customers SET
    total_studies = (SELECT COUNT(*) FROM imaging_studies WHERE customer_id = imaging_customers.id),
    total_instances = (SELECT COALESCE(SUM(total_instances), 0) FROM imaging_studies WHERE customer_id = imaging_customers.id),
    total_reports = (SELECT COUNT(*) FROM imaging_reports WHERE customer_id = imaging_customers.id),
    total_bytes = (SELECT COALESCE(SUM(total_bytes), 0) FROM imaging_studies WHERE customer_id = imaging_customers.id)
      + (SELECT COALESCE(SUM(bytes), 0) FROM imaging_reports WHERE customer_id = imaging_customers.id)`,
  ...keepTotals({
    ...{ name: "imaging_customers_inserted", table: "imaging_customers", event: "INSERT" },
    statements: () => [addToPartner("NEW", "")],
  }),
  ...keepTotals({
    ...{ name: "imaging_customers_changed", table: "imaging_customers" },
    when: ["state", ...counted.map((name) => `total_${name}`)].map((name) => `OLD.${name} <> NEW.${name}`).join(" OR "),
    event: `UPDATE OF state, ${counted.map((name) => `total_${name}`).join(", ")}`,
    statements: () => [addToPartner("OLD", "-"), addToPartner("NEW", "")],
  }),
  `INSERT INTO imaging_totals (partner_id, state, customers, ${counted.join(", ")})
    SELECT partner_id, state, COUNT(*), ${counted.map((name) => `SUM(total_${name})`).join(", ")}
    FROM imaging_customers GROUP BY partner_id, state`,
];
