use super::Status;
use serde::{Serialize, Serializer};

/// The type of the workflow step that has created a task: the column `ACTIVITY`.
///
/// `bizproc.task.complete` knows four, in exactly this spelling (server-rules.md, section 1).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Activity {
    Approve,
    Review,
    RequestInformation,
    RequestInformationOptional,
    /// Another type, which cannot be completed over REST.
    Other(String),
}

impl Activity {
    pub(crate) fn parse(name: &str) -> Self {
        match name {
            "ApproveActivity" => Self::Approve,
            "ReviewActivity" => Self::Review,
            "RequestInformationActivity" => Self::RequestInformation,
            "RequestInformationOptionalActivity" => Self::RequestInformationOptional,
            other => Self::Other(other.to_owned()),
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Approve => "ApproveActivity",
            Self::Review => "ReviewActivity",
            Self::RequestInformation => "RequestInformationActivity",
            Self::RequestInformationOptional => "RequestInformationOptionalActivity",
            Self::Other(name) => name,
        }
    }

    /// The documented statuses of this activity. The server accepts others, but interprets them differently: a "no" to
    /// a request for information counts as an answer (server-rules.md, section 3).
    pub(crate) fn statuses(&self) -> &'static [Status] {
        match self {
            Self::Approve => &[Status::Yes, Status::No],
            Self::Review | Self::RequestInformation => &[Status::Ok],
            Self::RequestInformationOptional => &[Status::Ok, Status::Cancel],
            Self::Other(_) => &[],
        }
    }

    /// Whether its form has fields.
    pub(crate) fn has_fields(&self) -> bool {
        matches!(
            self,
            Self::RequestInformation | Self::RequestInformationOptional
        )
    }
}

impl Serialize for Activity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
