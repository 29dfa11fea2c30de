/** Where an operation is found behind a gateway: the route's prefix before its path, unless the path has it already. */
export function gatewayPath(pathPrefix: string, operationPath: string): string {
  if (pathPrefix === "" || operationPath === pathPrefix || operationPath.startsWith(`${pathPrefix}/`)) {
    return operationPath;
  }
  return `${pathPrefix}${operationPath === "/" ? "" : operationPath}`;
}
