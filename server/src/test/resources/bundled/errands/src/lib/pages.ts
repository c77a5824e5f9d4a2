import pageUtil from '@sitevision/api/server/PageUtil';
import * as indexType from '@sitevision/api/server/IndexUtil.IndexType';
import portletContextUtil from '@sitevision/api/server/PortletContextUtil';

/** What apps of the platform do where there may be a page, and here is none. */
export const isOnPage = (): boolean => {
  const page = portletContextUtil.getCurrentPage();
  return page ? (pageUtil as unknown as { getPages: unknown }).getPages !== undefined && indexType !== undefined : false;
};
