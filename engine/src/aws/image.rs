//! Images in Amazon ECR.

use aws_sdk_ecr::config::Region;
use aws_sdk_ecr::types::{ImageFailureCode, ImageIdentifier};
use model::image::{EcrRepository, ImageReference};
use model::rollback::TagNow;
use model::{Error, ErrorKind};

use super::Client;
use super::error::Subject;
use super::operation::BATCH_GET_IMAGE;

impl Client {
    /// What the registry of an image says of its tag and of the digest that it once meant
    /// (BatchGetImage). Private ECR repositories can be asked, of any account and region that the
    /// credentials may read.
    pub async fn tag_now(&self, image: &str, digest: &str) -> TagNow {
        let image = ImageReference::of(image);
        let Some(repository) = image.ecr() else {
            return TagNow::Unknown("Only private ECR repositories can be asked.".to_owned());
        };
        let tag = ImageIdentifier::builder().image_tag(image.tag_or_latest());
        let then = ImageIdentifier::builder().image_digest(digest);
        let answers = tokio::try_join!(
            self.digest_of(repository, then.build()),
            self.digest_of(repository, tag.build())
        );
        match answers {
            Ok((Some(_), now)) => TagNow::Means(now),
            Ok((None, _)) => TagNow::DigestGone,
            Err(error) => TagNow::Unknown(error.message),
        }
    }

    /// Whether an image is in its private ECR repository (BatchGetImage). Errors: `Unavailable` for
    /// other registries, and what AWS answers.
    pub async fn has_image(&self, image: &str) -> Result<bool, Error> {
        let image = ImageReference::of(image);
        let Some(repository) = image.ecr() else {
            let words = "Only private ECR repositories can be asked whether an image is there.";
            return Err(Error::new(ErrorKind::Unavailable, words));
        };
        let id = ImageIdentifier::builder();
        let id = match image.digest {
            Some(digest) => id.image_digest(digest),
            None => id.image_tag(image.tag_or_latest()),
        };
        let digest = self.digest_of(repository, id.build()).await?;
        Ok(digest.is_some())
    }

    /// The digest of an image; `None` when the repository has none such, or there is no repository.
    async fn digest_of(
        &self,
        repository: EcrRepository<'_>,
        image: ImageIdentifier,
    ) -> Result<Option<String>, Error> {
        let region = Region::new(repository.region.to_owned());
        let answer = self
            .call(BATCH_GET_IMAGE, Subject::Nothing, || {
                let there = aws_sdk_ecr::Config::builder().region(region.clone());
                let request = self.inner.ecr.batch_get_image();
                request
                    .registry_id(repository.registry)
                    .repository_name(repository.name)
                    .image_ids(image.clone())
                    .customize()
                    .config_override(there)
                    .send()
            })
            .await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if let Some(found) = answer.images().first() {
            let id = found.image_id.as_ref();
            return Ok(id.and_then(|id| id.image_digest.clone()));
        }
        match answer.failures().first() {
            Some(failure) if failure.failure_code != Some(ImageFailureCode::ImageNotFound) => {
                let reason = failure.failure_reason.as_deref();
                let words = reason.unwrap_or("ECR gave no answer about the image.");
                Err(Error::new(ErrorKind::Aws, words))
            }
            _ => Ok(None),
        }
    }
}
