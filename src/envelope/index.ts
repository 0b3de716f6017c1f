/** How an error looks on the wire: one template, both directions; the built-in envelopes. */

/*
 * The template. JSON in which a whole string stands for a value:
 *
 *   "$code" "$message" "$details" "$requestId" "$status" "$kind" "$docsUrl" "$title" "$grpc" "$api" (name of the API)
 *   "$details.field"     a member of the details; "$param" is "$details.param", which a parser also gives as `param`
 *   "$x?"                left out when absent; without it an absent value is null
 *   "$x=<JSON>"          that JSON when absent: "$details={}"
 *   "$status:string"     as a string; of details, an object whose members are strings (one way: not read back exactly)
 *   "$grpc:connect"      the gRPC name as Connect spells it: "not_found"
 *   "$code:shape"        the code; read back without a namespace before it and an address behind it, as Smithy wants
 *   "$ignored"           never sent (or only its default), never read: a member that means nothing to us
 *   "$$text"             the text "$text" itself
 *
 *   { "...": "$details" }          the details' members, spread; declared members win, and a contract that clashes is refused
 *   { "...name": "$details" }      the same, but details that clash or are no object go whole under "name": nothing is lost
 *   { "$each": "$details.errors", "$item": { "at": "$item.field" } }    a list, one item for each element
 *   { "$when": "$requestId", … }   an object that is left out when the fact is absent; of a list of facts, any will do
 *   { "$protobuf": { "1": "$code", "3": "$details:string?" } }    a Protocol Buffers message in base64: texts, maps of
 *                                  texts and messages by field number; { "$protobuf": "$details" } is a google.protobuf.Value
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
 *   json-api             {errors:[{id?,links?,status,code,title,detail,source?,meta?}]}; source from details.pointer and
 *                        details.param; of several errors the first is read         details, title, page, param, request id
 *   graphql              {errors:[{message,extensions:{code,requestId?,…}}], data:null}, details spread    details, request id
 *   connect              {code:"not_found",message,details:[{type,value,debug}]}: the messages of aip-193 as Connect
 *                        carries them. Read from the bytes. A body that has a Connect code and nothing else names no error of
 *                        ours. Half of a surrogate pair becomes U+FFFD                details, page, request id
 *   kubernetes           {kind:"Status",apiVersion:"v1",status:"Failure",message,reason,details?,code}; the code is the
 *                        reason, which client-go falls back from to the HTTP status where it does not know it    details
 *   odata                OData v4 and Azure: {error:{code,message,target?,details?,innererror?}}; details that are a list of
 *                        {code,field,message} become its details, all of them stand in innererror    details, param, request id
 *   aws-json             {__type,message,…}, details spread. Answers of AWS also name the code in the header
 *                        x-amzn-ErrorType and the request in x-amzn-RequestId, which no body holds    details
 */
export { type BuiltInEnvelope, builtInEnvelopes } from "./built-in-envelopes.ts";
export type { Carries } from "./carries.ts";
export { compileEnvelope, type EnvelopeSurroundings } from "./compile-envelope.ts";
export type { Envelope, RenderValues } from "./envelope.ts";
export { type Envelopes, envelopesOf } from "./envelopes-of.ts";
export type { WireError } from "./wire-error.ts";
