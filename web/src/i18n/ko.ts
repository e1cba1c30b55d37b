import account from "./ko/account.json";
import channel from "./ko/channel.json";
import common from "./ko/common.json";
import developers from "./ko/developers.json";
import errors from "./ko/errors.json";
import moderation from "./ko/moderation.json";
import people from "./ko/people.json";
import report from "./ko/report.json";
import reports from "./ko/reports.json";
import request from "./ko/request.json";
import settings from "./ko/settings.json";
import shell from "./ko/shell.json";

export default {
  account,
  channel,
  common,
  developers,
  errors,
  moderation,
  people,
  report,
  reports,
  request,
  settings,
  shell,
};
