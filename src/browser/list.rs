//! Reads lists of tasks page by page.

use super::abort::Signal;
use super::convert::reader::Reader;
use super::session::{Session, TaskRow, is_of_a_task};
use crate::error::Error;
use crate::rest::{Columns, Pages, Query};
use wasm_bindgen::prelude::*;

/// The pages of a list.
pub(super) struct ListPages {
    query: Query,
    pages: Pages,
    /// The transport's cursor for the next page.
    cursor: JsValue,
}

impl ListPages {
    pub(super) fn new(query: Query) -> Self {
        Self {
            pages: Pages::new(query.clone()),
            query,
            cursor: JsValue::UNDEFINED,
        }
    }

    /// The tasks on the next page that were not on an earlier one, or `None` after the last page. If a broken task
    /// breaks a page, the page is read without forms, and then the forms in smaller pieces.
    pub(super) async fn next(
        &mut self,
        session: &Session,
        columns: Columns,
        signal: &Signal,
    ) -> Result<Option<Vec<TaskRow>>, Error> {
        let Some(request) = self.pages.next(columns) else {
            return Ok(None);
        };
        let error = match session.read(&request, signal, &self.cursor).await {
            Ok(output) => {
                if request.start == 0 || !self.cursor.is_null() {
                    self.cursor = output.cursor.clone();
                }
                return Ok(Some(output.tasks(&mut self.pages)));
            }
            Err(error) => error,
        };
        let summaries = self.pages.next(Columns::Summary);
        let Some(request) = summaries.filter(|_| is_of_a_task(&error) && columns == Columns::All)
        else {
            return Err(error);
        };
        // A cursor belongs to the request that it came with.
        self.cursor = JsValue::NULL;
        let output = session.read(&request, signal, &self.cursor).await;
        let output = output.map_err(|_| error)?;
        let summaries = output.tasks(&mut self.pages);
        let tasks = session.fetch_forms(&self.query, summaries, signal).await?;
        Ok(Some(tasks))
    }
}

/// Reads a caller's query.
pub(super) async fn read_query(
    session: &Session,
    query: &JsValue,
    signal: &Signal,
) -> Result<Query, Error> {
    let query = Reader::new().read(query);
    let now = (js_sys::Date::now() / 1_000.0).floor();
    let read = |user_id| Query::read(&query, user_id, now);
    // A wrong query is an error before anything is sent.
    read(0)?;
    read(session.user_id(signal).await?)
}
