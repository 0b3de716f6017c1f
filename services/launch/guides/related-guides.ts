import type { ReferenceOptions } from "errata/reference";
import type { Api } from "../../shared/api/index.ts";

type Related = NonNullable<ReferenceOptions["related"]>;

/** Guides that help with a page of a reference, by its path. */
const guidesOf: Readonly<Record<string, readonly string[]>> = {
  "guide/responses": ["envelopes", "client", "foreign-errors"],
  "guide/retries": ["client", "idempotency"],
  "guide/webhooks": ["workers-and-queues"],
  "guide/changes": ["contract", "publishing-a-reference"],
  operations: ["contract", "client"],
  kinds: ["kinds", "conditions"],
  "kinds/unauthenticated": ["api-keys"],
  "kinds/invalid_credential": ["api-keys"],
  "kinds/expired_credential": ["api-keys"],
  "kinds/permission_denied": ["scopes"],
  "kinds/account_restricted": ["plans"],
  "kinds/feature_not_entitled": ["plans"],
  "kinds/payment_required": ["plans"],
  "kinds/rate_limited": ["rate-limits", "client"],
  "kinds/quota_exceeded": ["credits", "plans"],
  "kinds/insufficient_credits": ["credits"],
  "kinds/storage_quota_exceeded": ["storage-quotas"],
  "kinds/payload_too_large": ["uploads", "boundary"],
  "kinds/unsupported_media": ["uploads"],
  "kinds/idempotency_key_invalid": ["idempotency"],
  IDEMPOTENCY_KEY_REUSED: ["idempotency"],
  REQUEST_IN_PROGRESS: ["idempotency"],
  KEY_ALREADY_ROTATED: ["api-keys"],
  KEY_INACTIVE: ["api-keys"],
  "kinds/malformed_request": ["boundary"],
  "kinds/validation_failed": ["boundary", "hono"],
  "kinds/internal": ["foreign-errors", "logging"],
  "kinds/dependency_failed": ["foreign-errors", "client"],
  "kinds/timeout": ["workers-and-queues", "client"],
};

/** Returns links from the index of an API's reference to the guides of the library. */
export function relatedGuides(
  { contract, description }: Pick<Api, "contract" | "description">,
  guides: readonly { readonly name: string; readonly title: string }[],
): Related {
  const titles = new Map(guides.map(({ name, title }) => [name, title]));
  const kinds = new Set([...contract.entries.values()].map(({ kind }) => `kinds/${kind}`));
  // The codes of scribe are in lower case.
  const codes = new Map(contract.codes.map((code) => [code.toUpperCase(), code]));
  const pageOf = (path: string): string | undefined => {
    if (path.startsWith("kinds/")) return kinds.has(path) ? path : undefined;
    if (/^[A-Z_]+$/.test(path)) return codes.get(path);
    return path !== "guide/webhooks" || description.webhooks !== undefined ? path : undefined;
  };
  const pairs = Object.entries(guidesOf).map(([path, names]) => {
    const links = names.map((name) => ({ label: titles.get(name) ?? name, href: `../errata/${name}` }));
    return [pageOf(path), links] as const;
  });
  return Object.fromEntries(pairs.filter(([path]) => path !== undefined));
}
