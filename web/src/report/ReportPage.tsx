import { Stack } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { client, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { ReportStatus } from "@/reports/ReportStatus";

const route = getRouteApi("/inside/reports/$reportId");

export function ReportPage() {
  const { reportId } = route.useParams();
  const { data: report } = useSuspenseQuery({
    queryKey: keys.report(reportId),
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/reports/{report_id}", { params: { path: { report_id: reportId } }, signal }),
      ),
  });
  return (
    <Stack>
      <ReportStatus report={report} />
    </Stack>
  );
}
