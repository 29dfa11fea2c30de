import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";
import { TableRegion } from "./table-region.tsx";

interface TableProps extends ComponentProps<"table"> {
  /** What the table lists; read to those who do not see the heading above it. */
  label: string;
  /** On a phone each row is a card of lines, named by the `label` of their cells; what sorts stays above them. */
  stacks?: boolean;
}

/** Scrolls sideways on its own when narrow, so that the page never does. */
export function Table({ label, stacks = false, className, children, ...rest }: TableProps) {
  return (
    <TableRegion label={label}>
      <table
        aria-label={label}
        className={cn("w-full border-separate border-spacing-0 text-sm", stacks && "stacked", className)}
        {...rest}
      >
        {children}
      </table>
    </TableRegion>
  );
}

export function THead({ children }: { children: ReactNode }) {
  return (
    <thead className="sticky top-0 bg-surface-raised">
      <tr>{children}</tr>
    </thead>
  );
}

export function Th({ className, scope = "col", ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope={scope}
      className={cn(
        "h-9 border-b px-4 text-left text-xs font-medium whitespace-nowrap text-text-muted",
        className,
      )}
      {...rest}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={cn("group/row hover:bg-surface [&:last-child>*]:border-b-0", className)} {...rest} />;
}

interface TdProps extends ComponentProps<"td"> {
  /** Its column's name, for where a stacked table shows no heads. */
  label?: string | undefined;
}

export function Td({ label, className, ...rest }: TdProps) {
  return (
    <td data-label={label} className={cn("h-11 border-b px-4 py-2 align-middle", className)} {...rest} />
  );
}

/** The cell of a row's menu or its one button: last, and in a stacked row's corner. */
export function TdMenu({ className, ...rest }: ComponentProps<"td">) {
  return <Td className={cn("text-right max-sm:absolute max-sm:top-2 max-sm:right-2", className)} {...rest} />;
}

/** The one row of a table that has none. */
export function TableEmpty({ columns, children }: { columns: number; children: ReactNode }) {
  return (
    <tr>
      <td colSpan={columns} className="px-4 py-10 text-center text-text-muted">
        {children}
      </td>
    </tr>
  );
}
