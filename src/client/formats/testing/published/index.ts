/** Error bodies that public APIs, frameworks and proxies publish. */

import { cloudErrors } from "./cloud.ts";
import { documentedErrors } from "./documented.ts";
import { frameworkErrors } from "./framework.ts";
import { productErrors } from "./product.ts";
import type { PublishedError } from "./published-error.ts";
import { rareErrors } from "./rare.ts";
import { unusualErrors } from "./unusual.ts";

export type { PublishedError } from "./published-error.ts";

export const publishedErrors: readonly PublishedError[] = [
  ...cloudErrors,
  ...productErrors,
  ...frameworkErrors,
  ...unusualErrors,
  ...rareErrors,
  ...documentedErrors,
];
