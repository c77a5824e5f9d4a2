import { DateTime, Duration, Interval, Info } from 'luxon';
export default () => {
  const day = DateTime.fromISO('2024-02-29T12:00:00', { zone: 'Europe/Stockholm' });
  return [day.toISO(), day.setLocale('sv').toLocaleString(DateTime.DATE_FULL), day.plus({ months: 1 }).toFormat('dd LLL yyyy'), day.setZone('Asia/Tokyo').hour, Duration.fromObject({ hours: 25 }).shiftTo('days', 'hours').toObject(), Interval.fromDateTimes(day, day.plus({ days: 3 })).count('days'), Info.months('short', { locale: 'de' }), day.diff(DateTime.fromISO('2024-01-01', { zone: 'utc' }), 'days').days];
};
