//! Pausing a service, scaled to zero until it is resumed with what it had.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::live::Offered;
use crate::scale::{check_desired, consequence};
use crate::scaling::{Scaling, advice};
use crate::service::Service;
use crate::time::Timestamp;

/// A pause made through this console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The desired count before.
    pub desired: i32,
    /// Who paused it.
    pub user: String,
    /// When, by the server's clock.
    pub at: Timestamp,
}

/// Whether a service can be paused; else the error says why not.
pub fn can_pause(service: &Service) -> Result<(), Error> {
    if service.desired == 0 {
        return Err(Error::invalid("The service is scaled to zero already."));
    }
    check_desired(service, 0)
}

/// The desired count that a service is resumed with; else the error says why it can't be.
pub fn resumed(service: &Service, pause: Option<&Pause>) -> Result<i32, Error> {
    let Some(pause) = pause else {
        return Err(Error::invalid(
            "Nobody paused it here, so nobody knows what it had: scale it instead.",
        ));
    };
    if service.desired != 0 {
        return Err(Error::invalid(format!(
            "The service is not paused any more: its desired count is {}.",
            service.desired
        )));
    }
    check_desired(service, pause.desired)?;
    Ok(pause.desired)
}

/// What pausing will do, in a sentence or two.
pub fn pause_consequence(service: &Service, scaling: &Scaling) -> String {
    let mut words = format!(
        "{} Resuming gives it back {}.",
        consequence(service, 0),
        crate::words::count(i64::from(service.desired), "task")
    );
    let more = match scaling {
        Offered::Known(_) => advice(scaling, Some(0)),
        Offered::Loading | Offered::Unavailable(_) => {
            Some("Auto scaling, where there is one, may scale it up before that.".to_owned())
        }
    };
    if let Some(more) = more {
        words.push(' ');
        words.push_str(&more);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scaling::{Bounds, Suspended};
    use crate::service::tests::service;

    #[test]
    fn what_runs_can_be_paused_and_what_was_paused_resumed() {
        let pause = Pause {
            desired: 3,
            user: "ann".to_owned(),
            at: Timestamp(0),
        };
        assert_eq!(can_pause(&service(3, 3, 0)), Ok(()));
        assert!(can_pause(&service(0, 0, 0)).is_err());
        let mut daemon = service(3, 3, 0);
        daemon.scheduling = "DAEMON".to_owned();
        assert!(can_pause(&daemon).is_err());
        assert_eq!(resumed(&service(0, 0, 0), Some(&pause)), Ok(3));
        assert!(resumed(&service(0, 0, 0), None).is_err_and(|e| e.message.contains("scale it")));
        assert!(
            resumed(&service(2, 0, 0), Some(&pause)).is_err_and(|e| e.message.contains("is 2"))
        );
    }

    #[test]
    fn pausing_says_what_auto_scaling_will_do() {
        let web = service(3, 3, 0);
        let bounds = Bounds {
            min: 2,
            max: 5,
            suspended: Suspended::default(),
        };
        for (scaling, words) in [
            (Scaling::Known(None), "gives it back 3 tasks."),
            (Scaling::Loading, "may scale it up before that."),
            (
                Scaling::Unavailable("No.".to_owned()),
                "may scale it up before that.",
            ),
            (
                Scaling::Known(Some(bounds)),
                "0 is below: the next scale-out raises it to 2 first, a scale-in leaves it.",
            ),
        ] {
            let told = pause_consequence(&web, &scaling);
            assert!(told.ends_with(words), "{told}");
        }
    }
}
