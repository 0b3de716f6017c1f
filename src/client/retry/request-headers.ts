/** Exactly the headers that differ between requests of the same caller. Any other may identify the caller. */
export const requestHeader: RegExp =
  /^(x-)?(accept(-(charset|encoding|language))?|content-(type|length|encoding|language|digest|md5|disposition)|if-((none-)?match|(un)?modified-since|range)|range|prefer|user-agent|traceparent|tracestate|baggage|errata-attempt|((amz|ms|goog)-)?date|timestamp|nonce|idempotency-key|((client-)?request|correlation|trace)-id)$/;
