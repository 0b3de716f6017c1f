import { type PlanGate, planGate } from "errata/guards";
import { pdf } from "../contract.ts";

/** A feature that not every plan includes. */
export type Feature = "useApiKeys" | "batchGenerate";

/** The unit that one credit pays for. */
export type Unit = "page" | "document";

const plans = [
  { name: "free", unit: "page", features: { useApiKeys: false, batchGenerate: false } },
  { name: "pro", unit: "page", features: { useApiKeys: true, batchGenerate: false } },
  { name: "business", unit: "document", features: { useApiKeys: true, batchGenerate: true } },
] as const;

/** Requires a feature of a workspace's plan. @throws INSUFFICIENT_PERMISSIONS */
export function requireFeature(workspace: { readonly plan: string }, feature: Feature): void {
  gate.feature(workspace, feature);
}

const gate: PlanGate = planGate({ plans, denied: pdf.error.INSUFFICIENT_PERMISSIONS });

/** Returns the price of a document with this number of pages, in credits. */
export function costOf(plan: string, pages: number): number {
  return unitOf(plan) === "document" ? 1 : pages;
}

/** Returns the unit that one credit pays for. Plans that are no longer sold charge by the page. */
export function unitOf(plan: string): Unit {
  return plans.find(({ name }) => name === plan)?.unit ?? "page";
}
