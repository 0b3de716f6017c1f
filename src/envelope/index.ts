/** How an error looks on the wire: one template, both directions; the built-in envelopes. */

/*
 * The template. JSON in which a whole string stands for a value:
 *
 *   "$code" "$message" "$details" "$requestId" "$status" "$kind" "$docsUrl" "$title" "$grpc" "$api" (name of the API)
 *   "$details.field"     a member of the details; "$param" is "$details.param", which a parser also gives as `param`
 *   "$x?"                left out when absent; without it an absent value is null
 *   "$x=<JSON>"          that JSON when absent: "$details={}"
 *   "$status:string"     as a string; of details, an object whose members are strings (one way: not read back exactly)
 *   "$ignored"           never sent (or only its default), never read: a member that means nothing to us
 *   "$$text"             the text "$text" itself
 *
 *   { "...": "$details" }          the details' members, spread; declared members win, and a contract that clashes is refused
 *   { "...name": "$details" }      the same, but details that clash or are no object go whole under "name": nothing is lost
 *   { "$each": "$details.errors", "$item": { "at": "$item.field" } }    a list, one item for each element
 *   { "$when": "$requestId", … }   an object that is left out when the fact is absent
 *
 * A declaration is a name, a template, or { $failure: template, $success?: form with "$data", $mediaType?, $kindNames? };
 * in $kindNames, "*" names every kind that has no name of its own.
 *
 * Null and absent are the same in a place of its own. Everything unknown that begins with "$" is a fault.
 *
 * The built-in envelopes:
 *
 *   name                 failure                                                    carries beside code and message
 *   success-error        {success:false, error:{code,message,details?}}             details; success {success:true,data}
 *   status-data-error    {status:"error", data:null, error:{code,message}}          -; success {status:"success",data,error:null}
 *   nested               {error:{code,message,details or {}}, request_id?}          details, request id
 *   flat                 {code,message,details?,requestId?}                         details, request id
 *   fastapi              {detail: message}                                          - (and no code)
 *   fastapi-structured   {detail:{code,message,field?}}                             details.field
 *   typed-error          {error:{type,code,message,param?}}, four types             param
 *   stripe               the same with doc_url? and two more types                  param, page, two kinds
 *   problem+json         RFC 9457; code and request_id as extensions, details spread    details, title, page, request id
 *   aip-193              google.rpc.Status; code in ErrorInfo.reason, details as a google.protobuf.Value beside
 *                        ErrorInfo.metadata (strings), RequestInfo, Help            details, page, request id
 */
export { type BuiltInEnvelope, builtInEnvelopes } from "./built-in-envelopes.ts";
export type { Carries } from "./carries.ts";
export { compileEnvelope, type EnvelopeSurroundings } from "./compile-envelope.ts";
export type { Envelope, RenderFacts } from "./envelope.ts";
export { type Envelopes, envelopesOf } from "./envelopes-of.ts";
export type { WireError } from "./wire-error.ts";
