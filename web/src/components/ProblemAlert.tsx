import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useProblemText } from "@/api/problemText";

/** What went wrong with a form, or nothing. */
export function ProblemAlert({ error }: { error: unknown }) {
  const textOf = useProblemText();
  if (!error) return null;
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} role="alert">
      {textOf(error)}
    </Alert>
  );
}
