import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import { imaging } from "../contract.ts";
import type { Caller } from "../partners/caller.ts";

/** A customer can be suspended and resumed. Deleting it is final. */
export const CustomerState = z.enum(["active", "suspended", "deleted"]);

/** A customer can be suspended and resumed. Deleting it is final. */
export type CustomerState = z.output<typeof CustomerState>;

/** A row of the customers. */
export interface Customer {
  readonly id: string;
  readonly partner_id: string;
  readonly name: string;
  readonly email: string;
  readonly state: CustomerState;
  readonly plan_id: string;
  /** JSON array of add-on ids. */
  readonly add_ons: string;
  readonly has_ai_lens_medical: number;
  /** The most that was paid for the plan and AI Lens medical, in hundredths of a credit. */
  readonly paid: number;
  readonly created_at: number;
  readonly updated_at: number;
}

/**
 * Finds a customer that the caller may access. One statement handles missing customers and those of other partners.
 *
 * @throws CUSTOMER_NOT_FOUND
 */
export async function findCustomer(sql: Sql, { partner, user }: Caller, customerId: string): Promise<Customer> {
  const [customer] = await sql<Customer>`
    SELECT id, partner_id, name, email, state, plan_id, add_ons, has_ai_lens_medical, paid, created_at, updated_at
    FROM imaging_customers
    WHERE id = ${customerId} AND partner_id = ${partner.id} AND id = ${user?.customerId ?? customerId}`;
  if (customer === undefined) throw imaging.error.CUSTOMER_NOT_FOUND();
  return customer;
}

/**
 * Finds a customer whose files may be read: one that is not deleted.
 *
 * @throws CUSTOMER_NOT_FOUND, FORBIDDEN
 */
export async function findReadable(sql: Sql, caller: Caller, customerId: string): Promise<Customer> {
  return requireState(await findCustomer(sql, caller, customerId), "active", "suspended");
}

/**
 * Finds a customer whose files may be changed: an active one.
 *
 * @throws CUSTOMER_NOT_FOUND, FORBIDDEN
 */
export async function findActive(sql: Sql, caller: Caller, customerId: string): Promise<Customer> {
  return requireState(await findCustomer(sql, caller, customerId), "active");
}

/**
 * Requires a customer to be in one of these states.
 *
 * @throws FORBIDDEN
 */
export function requireState(customer: Customer, ...allowed: readonly CustomerState[]): Customer {
  if (allowed.includes(customer.state)) return customer;
  throw imaging.error.FORBIDDEN({ reason: `customer_${customer.state}` });
}

/** Time from the deletion of a customer until its files and names are erased, in milliseconds. */
export const erasureMs: number = imaging.limits.erasureDays * 24 * 60 * 60 * 1000;

/** A customer as the API returns it. */
export const CustomerView = z
  .object({
    id: z.string().describe("Id of the customer."),
    name: z.string().describe("Name of the customer; empty once it is erased."),
    email: z.string().describe("Address of the customer; empty once it is erased."),
    state: CustomerState.describe("State of the customer. A suspended customer is read-only."),
    planId: z.string().describe("Plan of the customer."),
    addOns: z.array(z.string()).describe("Add-ons of the customer."),
    aiLensMedical: z.boolean().describe("Whether the customer has AI Lens medical."),
    createdAt: Time.describe("When the customer was created."),
    updatedAt: Time.describe("When the state or the plan last changed."),
    erasesAt: Time.nullable().describe(
      "When the files, the name and the address of a deleted customer are erased; null for any other customer.",
    ),
  })
  .meta({ title: "Customer" });

/** A customer as the API returns it. */
export type CustomerView = z.output<typeof CustomerView>;

/** Normalises an email address for comparison. It ignores case and Unicode form; dots and tags remain significant. */
export function emailKey(email: string): string {
  return email.normalize("NFKC").toLowerCase();
}

/** Renders a customer as the API returns it. */
export function viewCustomer(row: Customer): CustomerView {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    state: row.state,
    planId: row.plan_id,
    addOns: JSON.parse(row.add_ons) as string[],
    aiLensMedical: row.has_ai_lens_medical === 1,
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
    erasesAt: row.state === "deleted" ? isoTime(row.updated_at + erasureMs) : null,
  };
}
