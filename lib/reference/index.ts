export * from "./schema.ts";
export {
  exampleOperation,
  getOperationReference,
  getReference,
  getSchemaReference,
} from "./get-reference.ts";
export { prepareDocuments } from "./prepare-documents.ts";
export { getGatewayAddresses, updateGatewayAddresses } from "./gateway-addresses.ts";
export { getCallSettings, listCallApplications } from "./get-call-settings.ts";
export { tryOperation } from "./try-operation.ts";
export { OperationReferenceAnswer, ReferenceIndexAnswer, SchemaReferenceAnswer } from "./answer-schemas.ts";
