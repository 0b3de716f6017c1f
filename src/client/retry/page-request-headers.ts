/** The same for the bundle of a page, in which every byte counts. A header that is missing here only makes a gate cover less. */
export const requestHeader: RegExp = /^(accept|content-type|x-request-id|idempotency-key|errata-attempt)$/;
