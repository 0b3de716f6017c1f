import { applyDecorators, type CanActivate, type ExecutionContext, SetMetadata, UseGuards } from "@nestjs/common";
import { Reflector } from "@nestjs/core";
import { requireResult } from "../../contract/faults/arguments.ts";
import type { AnyContract } from "../../contract/index.ts";
import { responderOf } from "../shared/index.ts";

/** A contract whose operations are known at compile time. */
interface ContractWithOperations extends AnyContract {
  operation(name: never): unknown;
}

const key = "errata:operation";
const reflector: Reflector = new Reflector();

/**
 * Names the operation of a handler whose method and path do not: one version of several that a header selects, or a handler of
 * `@All()`. Every other handler gets its operation from its route.
 *
 * @throws RangeError if the contract has no such operation
 * @example
 * ```ts
 * import { All, Controller } from "@nestjs/common";
 * import { contract } from "errata";
 * import { Operation } from "errata/nest";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 *
 * @Controller("orders")
 * export class OrdersController {
 *   @All()
 *   @Operation(shop, "POST /orders")
 *   create() {
 *     throw shop.error.SOLD_OUT();
 *   }
 * }
 * ```
 */
export function Operation<Shop extends ContractWithOperations>(
  contract: Shop,
  name: Parameters<Shop["operation"]>[0],
): MethodDecorator {
  requireResult("the contract of Operation", contract, "operation", "contract(…)");
  contract.operation(name as never);
  const guard: CanActivate = {
    canActivate(context) {
      assignOperation(context);
      return true;
    },
  };
  return applyDecorators(SetMetadata(key, name), UseGuards(guard));
}

/** Stores the operation that a handler's decorator names. Guards of the whole app run before that of the decorator. */
export function assignOperation(context: ExecutionContext): void {
  const name = reflector.get<string | undefined>(key, context.getHandler());
  const responder = name === undefined ? undefined : responderOf(context.switchToHttp().getRequest());
  const operation = responder?.boundary.contract.operations.get(name ?? "");
  if (responder === undefined || operation === undefined) return;
  responder.context.operation = operation;
  responder.context.route = operation.path;
}
