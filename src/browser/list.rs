//! Reads lists of tasks page by page.

use super::abort::Signal;
use super::convert::reader::Reader;
use super::session::{ReadOutput, Session, TaskRow, is_of_a_task};
use crate::error::Error;
use crate::rest::{Columns, Pages, Query};
use wasm_bindgen::prelude::*;

/// The pages of a list.
pub(super) struct ListPages {
    pub(super) query: Query,
    pages: Pages,
    /// The first page, if the portal has returned it together with the current user.
    first: Option<ReadOutput>,
    /// The transport's cursor for the next page.
    cursor: JsValue,
}

impl ListPages {
    /// Starts to read the pages of a caller's query with these columns.
    pub(super) async fn open(
        session: &Session,
        query: &JsValue,
        columns: Columns,
        signal: &Signal,
    ) -> Result<Self, Error> {
        let mut query = parse_query(session, query)?;
        let mut first = None;
        if query.user_id == 0 {
            let request = Pages::new(query.clone()).next(columns);
            (query.user_id, first) = session.user_and_list(request.as_ref(), signal).await?;
        }
        Ok(Self {
            pages: Pages::new(query.clone()),
            query,
            first,
            cursor: JsValue::UNDEFINED,
        })
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
        let page = match self.first.take() {
            Some(page) => Ok(page),
            None => session.read(&request, signal, Some(&self.cursor)).await,
        };
        let error = match page {
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
        let output = session.read(&request, signal, Some(&self.cursor)).await;
        let output = output.map_err(|_| error)?;
        let summaries = output.tasks(&mut self.pages);
        let tasks = session.fetch_forms(&self.query, summaries, signal).await?;
        Ok(Some(tasks))
    }
}

/// Parses a query of a caller. Without `userId` its user is 0.
pub(super) fn parse_query(session: &Session, query: &JsValue) -> Result<Query, Error> {
    let query = Reader::new().read(query);
    let now = (session.server_ms() / 1_000.0).floor();
    Query::read(&query, 0, now)
}
