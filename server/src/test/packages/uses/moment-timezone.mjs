import moment from 'moment-timezone';
export default () => {
  const day = moment.tz('2024-02-29 12:00', 'America/New_York');
  return [day.format(), day.clone().tz('Asia/Tokyo').format('LLLL'), day.utcOffset(), moment.tz.names().length > 400, moment.duration(90, 'minutes').humanize(), day.clone().add(1, 'month').format('L'), moment.utc(0).toISOString(), day.isDST(), moment.tz.zone('Europe/Paris').abbr(0)];
};
